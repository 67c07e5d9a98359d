from .gateway import gateway, post_office

__all__ = ["gateway", "post_office"]
