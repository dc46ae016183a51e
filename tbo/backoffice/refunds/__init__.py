"""Many orders' money given back at once by staff: chosen, shown, confirmed by its number, run order by order."""
