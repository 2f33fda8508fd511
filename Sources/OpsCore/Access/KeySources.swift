/// Finds the keys in the process environment and an environment file: `API_KEY_<TENANT>` (one tenant's key),
/// `API_KEYS` (operators' keys, comma-separated, each perhaps as `name:key`) and `API_ADMIN_KEY`; each also as
/// `<NAME>_FILE`, naming a file that holds the value.
///
/// The process environment wins over the file, name by name. Tenants are named in lower case. A name that ends in a
/// ``GraceSuffix`` holds a key that was rotated out and works until then.
public struct KeySources: Sendable {
    /// What was found.
    public struct Result: Equatable, Sendable {
        /// The keys that are accepted, sorted by their variables' names.
        public var entries: [KeyEntry] = []
        /// Keys that were left out, and why; in production a start must fail on any of them.
        public var rejected: [KeyReload.Rejection] = []
        /// What a person should know, e.g. that the environment hides a value of the file.
        public var notes: [String] = []
        /// The variables of `rejected`, as they were written.
        var rejectedVariables: Set<String> = []

        /// Whether a rejection would end one of the keys that are `inForce`: its variable is still set, but to nothing
        /// that can be accepted, and no other sets the key for the same holder.
        public func endsKey(of inForce: [KeyEntry]) -> Bool {
            let kept = Set(entries.map { [$0.key.reveal(), $0.tenant] })
            let faulty = Set(rejectedVariables.map(KeySources.direct))
            return inForce.contains { entry in
                guard let variable = entry.variable, faulty.contains(KeySources.direct(variable)) else { return false }
                return !kept.contains([entry.key.reveal(), entry.tenant])
            }
        }
    }

    /// What one variable holds, and where that is set.
    struct Setting {
        var name: String
        var value: String
        var source: String
        /// The name as it was written, before `_FILE` and a grace's end were taken off.
        var variable: String
        var graceUntil: WallTime?
    }

    /// The source of keys that the process environment sets.
    public static let environmentSource = "environment"
    /// More keys than this are refused.
    public static let maximumKeys = 10_000

    private let production: Bool
    private var result = Result()
    private var seen: [String: String] = [:]
    /// Who holds the keys that are in force, by key.
    private var holders: [String: String] = [:]

    /// - Parameters:
    ///   - environment: the process environment.
    ///   - envFile: the entries of the environment file.
    ///   - envFileName: what `source` says for keys from there.
    ///   - production: whether short and demo keys are refused.
    ///   - inForce: the keys that are accepted now. Of two variables with one of them, its holder's keeps it; else the
    ///     first does, in the order of their names.
    ///   - contents: the text of the file that a `<NAME>_FILE` variable names; one that cannot be read is rejected
    ///     with the error's description.
    public static func entries(
        environment: [String: String], envFile: [EnvEntry], envFileName: String = ".env", production: Bool = false,
        inForce: [KeyEntry] = [], contents: (_ path: String) throws -> String
    ) -> Result {
        var sources = KeySources(production: production)
        for entry in inForce { sources.holders[entry.key.reveal()] = entry.tenant }
        let settings = sources.settings(environment, envFile, envFileName)
        for setting in settings { sources.add(setting, contents: contents) }
        sources.noteFixedKeys(settings)
        return sources.result
    }

    private init(production: Bool) { self.production = production }

    /// The variables that set keys, sorted by name so that results repeat.
    private mutating func settings(
        _ environment: [String: String], _ envFile: [EnvEntry], _ fileName: String
    ) -> [Setting] {
        let file = EnvFile.values(of: envFile)
        let names = Set(environment.keys).union(file.keys).filter(Self.setsKeys).sorted()
        return names.compactMap { name in
            let direct = String(name.hasSuffix("_FILE") ? name.dropLast(5) : name[...])
            if name != direct, environment[direct] != nil || (file[direct] != nil && environment[name] == nil) {
                result.notes.append("\(name) is not used, since \(direct) is set.")
                return nil
            }
            guard let value = environment[name] else {
                return file[name].map { Setting(name: name, value: $0, source: fileName, variable: name) }
            }
            if let hidden = file[name], hidden != value {
                result.notes.append(
                    "\(name) is set in the process environment, which hides its value in \(fileName): "
                        + "a reload cannot change it, a restart without it can.")
            }
            return Setting(name: name, value: value, source: Self.environmentSource, variable: name)
        }
    }

    /// Says which keys no reload can change: those of the process environment.
    private mutating func noteFixedKeys(_ settings: [Setting]) {
        let names = settings.filter { $0.source == Self.environmentSource && !$0.value.isEmpty }.map(\.variable)
        guard !names.isEmpty else { return }
        let shown = names.prefix(10).map { SafeText.clean($0, limit: 80) }.joined(separator: ", ")
        let more = names.count > 10 ? " and \(names.count - 10) more" : ""
        result.notes.append(
            "Set in the process environment: \(shown)\(more). A reload can neither change nor remove these; "
                + "a restart without them can, or pause and revoke by the key's id.")
    }

    /// True for the names of variables that hold keys. `API_KEY_ENABLED` is a switch, and `API_KEY_FILE` no tenant's.
    static func setsKeys(_ name: String) -> Bool {
        let direct = name.hasSuffix("_FILE") ? name.dropLast(5) : name[...]
        if direct == "API_KEYS" || direct == "API_ADMIN_KEY" { return true }
        guard direct.hasPrefix("API_KEY_") else { return false }
        let tenant = direct.dropFirst("API_KEY_".count)
        return !tenant.isEmpty && tenant != "ENABLED"
    }

    private mutating func add(_ setting: Setting, contents: (String) throws -> String) {
        var setting = setting
        if setting.name.hasSuffix("_FILE") {
            do {
                let path = setting.value
                setting.value = String(try contents(path).trimmingWhiteSpace())
                setting.source = path
            } catch {
                reject(setting, "its file cannot be read: \(SafeText.clean("\(error)", limit: 200))")
                return
            }
            setting.name = String(setting.name.dropLast(5))
        }
        if setting.name.hasPrefix("API_KEY_"), let (name, until) = GraceSuffix.split(setting.name) {
            (setting.name, setting.graceUntil) = (name, until)
        }
        switch setting.name {
        case "API_ADMIN_KEY": addKey(setting.value, tenant: "admin", role: .admin, setting)
        case "API_KEYS": addList(setting)
        default: addTenant(setting)
        }
    }

    private mutating func addTenant(_ setting: Setting) {
        let tenant = setting.name.dropFirst("API_KEY_".count).lowercased()
        guard tenant.utf8.count <= 64, tenant.utf8.allSatisfy(Ascii.isNameByte) else {
            return reject(setting, "the tenant's name must be 1 to 64 letters, digits, _ or -")
        }
        // An unset variable often comes as an empty one, from compose files above all.
        guard !setting.value.isEmpty else {
            result.notes.append("\(SafeText.clean(setting.name, limit: 80)) is empty and sets no key.")
            return
        }
        addKey(setting.value, tenant: tenant, role: .tenant, setting)
    }

    private mutating func addList(_ setting: Setting) {
        for (number, member) in Self.members(of: setting.value).enumerated() {
            guard !member.name.isEmpty, member.name.utf8.count <= 64, member.name.utf8.allSatisfy(Ascii.isNameByte)
            else {
                reject(setting, "key \(number + 1): the name before the colon must be letters, digits, _ or -")
                continue
            }
            addKey(
                member.key, tenant: member.name, role: .operator, setting, label: "\(setting.name), key \(number + 1)")
        }
    }

    /// The members of `API_KEYS`: `name:key`, or a key that is named by its place.
    static func members(of list: String) -> [(name: String, key: String)] {
        list.split(separator: ",").enumerated().compactMap { number, item in
            let item = item.trimmingWhiteSpace()
            guard !item.isEmpty else { return nil }
            guard let colon = item.firstIndex(of: ":") else { return ("operator\(number + 1)", String(item)) }
            return (item[..<colon].lowercased(), String(item[item.index(after: colon)...]))
        }
    }

    private mutating func addKey(
        _ key: String, tenant: String, role: Role, _ setting: Setting, label: String? = nil
    ) {
        let label = label ?? setting.name
        if key.isEmpty, role == .admin { return }
        if let objection = KeyQuality.objection(to: key, production: production) {
            return reject(setting, objection, label)
        }
        if let other = seen[key] {
            guard let place = usurper(of: key, from: tenant) else {
                return reject(setting, "the same key is already set by \(other)", label)
            }
            let taken = result.entries.remove(at: place)
            reject(variable: taken.variable ?? other, other, "the same key is already set by \(label)")
        }
        guard seen.count < Self.maximumKeys else {
            return reject(setting, "more than \(Self.maximumKeys) keys", label)
        }
        seen[key] = label
        result.entries.append(
            KeyEntry(
                tenant: tenant, role: role, key: Secret(key), source: setting.source, variable: setting.variable,
                graceUntil: setting.graceUntil))
    }

    /// The entry of another holder that has the key which is in force as `tenant`'s.
    private func usurper(of key: String, from tenant: String) -> Int? {
        guard holders[key] == tenant else { return nil }
        return result.entries.firstIndex { $0.key.reveal() == key && $0.tenant != tenant }
    }

    /// `API_KEY_ACME` for `API_KEY_ACME_FILE`.
    static func direct(_ variable: String) -> String {
        variable.hasSuffix("_FILE") ? String(variable.dropLast(5)) : variable
    }

    private mutating func reject(_ setting: Setting, _ reason: String, _ label: String? = nil) {
        reject(variable: setting.variable, label ?? setting.name, reason)
    }

    private mutating func reject(variable: String, _ source: String, _ reason: String) {
        result.rejectedVariables.insert(variable)
        result.rejected.append(.init(source: SafeText.clean(source, limit: 80), reason: reason))
    }
}

extension StringProtocol where SubSequence == Substring {
    /// Without ASCII white space at either end.
    fileprivate func trimmingWhiteSpace() -> Substring {
        let isSpace = { (character: Character) in character == " " || character == "\t" || character.isNewline }
        var rest = drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return rest
    }
}
