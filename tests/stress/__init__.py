"""The whole money side under stress: a model beside random histories, and many hands at one instant."""
