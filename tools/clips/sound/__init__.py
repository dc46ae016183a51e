"""Owns the sound of the films: instruments, noises of the scene, and how both become two tracks; all of it computed.

`m` is a pitch as MIDI number, `g` random numbers, `buf` a stereo buffer of the film's length.
"""
