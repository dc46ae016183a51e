"""The four films, each a package whose `film` says which scene shows when; read only when it is drawn."""
