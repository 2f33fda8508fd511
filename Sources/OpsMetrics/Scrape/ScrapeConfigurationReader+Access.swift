import Yams

extension ScrapeConfigurationReader {
    func access(_ fields: YAMLFields, _ node: Node) throws(RuleFileError) -> ScrapeAccess? {
        guard fields["basic_auth"] == nil || fields["authorization"] == nil else {
            throw yaml.error(node, "at most one of basic_auth & authorization must be configured")
        }
        if let basic = fields["basic_auth"] { return try self.basic(basic) }
        if let authorization = fields["authorization"] { return try self.authorization(authorization) }
        return nil
    }

    private func basic(_ node: Node) throws(RuleFileError) -> ScrapeAccess {
        let fields = try yaml.mapping(
            node, "basic_auth", allowed: ["username", "username_file", "password", "password_file"])
        try refuseSecret(fields, "password", instead: "password_file")
        if let file = fields["username_file"] {
            throw yaml.error(file, "username_file: not supported: write the name under username")
        }
        return .basic(
            username: try text(fields, "username") ?? "", passwordFile: try text(fields, "password_file"))
    }

    private func authorization(_ node: Node) throws(RuleFileError) -> ScrapeAccess {
        let fields = try yaml.mapping(node, "authorization", allowed: ["type", "credentials", "credentials_file"])
        try refuseSecret(fields, "credentials", instead: "credentials_file")
        let type = try text(fields, "type") ?? "Bearer"
        guard type.lowercased() != "basic" else {
            throw yaml.error(
                fields["type"] ?? node, "authorization type cannot be set to \"basic\", use \"basic_auth\" instead")
        }
        guard type.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw yaml.error(fields["type"] ?? node, "authorization: type: expected one word such as Bearer")
        }
        guard let file = try text(fields, "credentials_file") else {
            throw yaml.error(node, "authorization: credentials_file is missing: name the file that holds the secret")
        }
        return .authorization(type: type, credentialsFile: file)
    }

    /// A secret in a file that is shown, copied and kept under version control is none; the error does not repeat it.
    private func refuseSecret(_ fields: YAMLFields, _ name: String, instead: String) throws(RuleFileError) {
        guard let node = fields[name], !Self.isNothing(node) else { return }
        throw yaml.error(
            node,
            "\(name): a secret in the configuration is not supported: write it to a file that only the server "
                + "can read, and name that under \(instead)")
    }

    func tls(_ node: Node?) throws(RuleFileError) -> ScrapeTLS? {
        guard let node else { return nil }
        let names = ["ca_file", "cert_file", "key_file", "server_name", "insecure_skip_verify", "min_version"]
        let fields = try yaml.mapping(node, "tls_config", allowed: names + ["max_version", "ca", "cert", "key"])
        for name in ["max_version", "ca", "cert", "key"] {
            guard let found = fields[name], !Self.isNothing(found) else { continue }
            let instead = name == "max_version" ? "leave it out" : "name a file under \(name)_file"
            throw yaml.error(found, "tls_config: \(name): not supported: \(instead)")
        }
        if let lowest = fields["min_version"] {
            guard ["TLS12", ""].contains(try yaml.text(lowest, "min_version")) else {
                throw yaml.error(lowest, "tls_config: min_version: not supported: leave it out, TLS 1.2 is the lowest")
            }
        }
        let (certificate, key) = (try text(fields, "cert_file"), try text(fields, "key_file"))
        guard (certificate == nil) == (key == nil) else {
            throw yaml.error(node, "tls_config: exactly one of cert_file and key_file is set: set both or none")
        }
        return ScrapeTLS(
            caFile: try text(fields, "ca_file"), certificateFile: certificate, keyFile: key,
            serverName: try serverName(fields),
            skipsVerification: try flag(fields, "insecure_skip_verify", otherwise: false))
    }

    private func serverName(_ fields: YAMLFields) throws(RuleFileError) -> String? {
        guard let name = try text(fields, "server_name") else { return nil }
        let isHost = name.utf8.allSatisfy { MetricName.isNameByte($0, false) || "-.".utf8.contains($0) }
        // The last part of a name that is no address has a letter in it.
        guard isHost, name.utf8.count <= 253, name.split(separator: ".").last?.contains(where: \.isLetter) == true
        else {
            throw yaml.error(
                fields["server_name"] ?? .scalar(.init("")),
                "tls_config: server_name: expected the name of a host; an address of one is not supported")
        }
        return name
    }
}
