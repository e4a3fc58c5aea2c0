"""Options of Python as the words of the command: `learning_rates=[0.01, 0.1]` is `--learning-rates 0.01,0.1`. So there is one list of them."""


def words(options):
    """The words for options by name; `None` and `False` are left out."""
    all_words = []
    for name, value in options.items():
        option = "--" + name.replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            all_words.append(option)
        elif name == "target" and not isinstance(value, str):
            for one in value:
                all_words += [option, str(one)]
        else:
            all_words += [f"{option}={text(value)}"]
    return all_words


def text(value):
    """A value as the command reads it; of several, with commas between them."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return ",".join(text(one) for one in value)
    return getattr(value, "text", None) or str(value)
