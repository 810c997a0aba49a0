"""Pages of lists."""

from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """Pages by cursor: the thousandth costs what the first does, and no row is seen twice while others are added."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "pk"
