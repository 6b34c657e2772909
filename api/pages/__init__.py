"""What a therapist opens in a browser: pages made here, without a build step or another host.

A page shows what the API answers and changes what the API changes, by the same functions of the
capabilities below. Its own are the session's cookie, forms, words and looks. Words are in
`content/pages/`, templates in `templates/`, what a browser loads beside them in `static/`.
"""
