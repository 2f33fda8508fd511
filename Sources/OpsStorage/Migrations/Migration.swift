/// One numbered step of the schema, there and back. The SQL must run on both backends.
public struct Migration: Sendable, Equatable {
    /// 1, 2, 3 …; never reused.
    public var number: Int
    /// Short and lasting: stored, and compared with what a database says was applied.
    public var name: String
    /// One statement each.
    public var up: [String]
    /// One statement each; empty where the step cannot be undone.
    public var down: [String]

    public init(number: Int, name: String, up: [String], down: [String]) {
        self.number = number
        self.name = name
        self.up = up
        self.down = down
    }
}
