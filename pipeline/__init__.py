"""Visit events from Dutch, German and Hungarian news."""
