/// What may be done to the keys of an environment file, as ``EnvFileEdit`` writes it (CONTRACT row A13).
public struct KeyFileChange: Sendable {
    /// The file under change.
    public private(set) var edit: EnvFileEdit
    private let now: WallTime
    private let production: Bool

    /// - Parameter production: whether short and demo keys are refused.
    public init(_ edit: EnvFileEdit, at now: WallTime, production: Bool) {
        self.edit = edit
        self.now = now
        self.production = production
    }

    /// Why a change was not made; never shows a key.
    public struct Objection: Error, Equatable, Sendable, CustomStringConvertible {
        public var description: String
    }

    /// Adds a tenant with its key.
    ///
    /// - Throws: ``Objection`` where the name or the key is not good, or the tenant has a key in the file already.
    public mutating func add(tenant: String, key: Secret) throws(Objection) {
        let name = try Self.variable(of: tenant)
        guard edit.value(of: name)?.isEmpty ?? true, edit.value(of: "\(name)_FILE") == nil else {
            throw Objection(description: "\(tenant) has a key in this file already; use --rotate \(tenant)")
        }
        if let objection = KeyQuality.objection(to: key.reveal(), production: production) {
            throw Objection(description: objection)
        }
        let taken = edit.names.first { edit.value(of: $0) == key.reveal() && KeySources.setsKeys($0) }
        if let taken { throw Objection(description: "the same key is already set by \(taken)") }
        edit.set(name, to: key.reveal())
    }

    /// Gives a tenant a new key; the old one still works for `graceSeconds` (0: not at all). Lines of earlier
    /// rotations whose time is over go.
    ///
    /// - Throws: ``Objection`` where the tenant has no key in the file.
    public mutating func rotate(tenant: String, to key: Secret, graceSeconds: Int) throws(Objection) {
        let name = try Self.variable(of: tenant)
        guard let old = edit.value(of: name), !old.isEmpty else {
            throw Objection(
                description: edit.value(of: "\(name)_FILE") == nil
                    ? "\(tenant) has no key in this file; a key of the store is rotated by `opstui keys rotate`"
                    : "\(tenant)'s key is in the file that \(name)_FILE names; write the new key there")
        }
        dropOverdue()
        if graceSeconds > 0 {
            edit.set(name + GraceSuffix.text(now.advanced(seconds: Double(graceSeconds))), to: old)
        }
        edit.set(name, to: key.reveal())
    }

    /// Removes the key of a variable: the whole line, or one holder's member of the list `API_KEYS`.
    ///
    /// - Throws: ``Objection`` where the file does not set it.
    public mutating func remove(variable: String, holder: String) throws(Objection) {
        guard variable == "API_KEYS" else {
            guard edit.remove(variable) else {
                throw Objection(description: "\(variable) is not set in this file")
            }
            return
        }
        let kept = KeySources.members(of: edit.value(of: variable) ?? "")
        guard kept.count(where: { $0.name == holder }) == 1 else {
            throw Objection(
                description: "API_KEYS of this file holds no key of \(holder), or more than one; edit it by hand")
        }
        // Names are written out, so that those who were named by their place keep their names.
        let rest = kept.filter { $0.name != holder }.map { "\($0.name):\($0.key)" }
        if rest.isEmpty { edit.remove(variable) } else { edit.set(variable, to: rest.joined(separator: ",")) }
    }

    private mutating func dropOverdue() {
        for name in edit.names where name.hasPrefix("API_KEY_") {
            if let (_, until) = GraceSuffix.split(name), until <= now { edit.remove(name) }
        }
    }

    private static func variable(of tenant: String) throws(Objection) -> String {
        let name = tenant.uppercased()
        guard !name.isEmpty, name.utf8.count <= 64, name != "ENABLED", !name.hasSuffix("_FILE"), name != "FILE",
            name.utf8.allSatisfy({ Ascii.isAlphanumeric($0) || $0 == UInt8(ascii: "_") }),
            GraceSuffix.split("API_KEY_\(name)") == nil
        else {
            throw Objection(
                description:
                    "'\(SafeText.clean(tenant, limit: 64))' is no tenant's name: 1 to 64 letters, digits or _, "
                    + "not ENABLED and not ending in _FILE")
        }
        return "API_KEY_\(name)"
    }
}
