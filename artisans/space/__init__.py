"""The screens of a family, and the hammerings that members may see."""
