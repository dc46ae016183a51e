"""Landing pages: documents made of blocks, their versions, and what shoppers see of them."""
