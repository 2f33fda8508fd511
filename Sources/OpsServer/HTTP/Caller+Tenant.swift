import OpsCore

extension Caller {
    /// The tenant (or scope's name) of the key; nil for people on the socket and for mere addresses.
    var tenant: String? {
        if case .key(let tenant, _) = identity { return tenant }
        return nil
    }
}
