/// What the bytes from a terminal mean.
enum DecodedInput: Hashable, Sendable {
    case key(Key)
    case paste(String)
}
