"""placeholder"""
LONGEST = 80
