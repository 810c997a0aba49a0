"""The REST API: closed by default, one error shape, OpenAPI 3.1."""

REST_FRAMEWORK: dict[str, object] = {
    "DEFAULT_PERMISSION_CLASSES": ["portal.api.permissions.Nobody"],
}
