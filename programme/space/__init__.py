"""The screens of the programme in the space: what a member asks for, answers, and takes
home.
"""
