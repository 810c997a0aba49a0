"""What anybody may ask without signing in."""
