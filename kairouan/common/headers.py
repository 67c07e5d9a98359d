"""A response header that Django does not set by itself."""


class PermissionsPolicyMiddleware:
    """No page of the portal asks a browser for a camera, a microphone, a position or a payment."""

    POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.POLICY)
        return response
