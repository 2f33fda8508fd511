/// Pieces of one line, each in its style.
typealias Pieces = [(text: String, style: Style)]
