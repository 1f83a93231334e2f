"""`doctor`: looks at everything the bot needs and says what is missing. It changes nothing and shows no secret."""
