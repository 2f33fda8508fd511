/// A type whose schema cannot be read from its coding: a mistake in the program, found by the first test.
public struct SchemaError: Error, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
