"""The key: whose hammering does the eye see?"""
