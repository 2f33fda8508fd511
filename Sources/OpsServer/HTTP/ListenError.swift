/// An address that could not be listened on.
public struct ListenError: Error, CustomStringConvertible {
    /// `127.0.0.1:8000` or the socket's path.
    public var address: String
    /// What the system said.
    public var cause: String

    public var description: String {
        "cannot listen on \(address): \(cause); name another address or stop the process that has it"
    }
}
