import Foundation
import OpsTestSupport

@testable import OpsServer

/// An authority of a test's own and certificates for `localhost` that it signed, made by openssl.
struct TestCertificates: Sendable {
    let directory: SettingsDirectory

    var files: TLSFiles {
        TLSFiles(certificate: "\(directory.path)/server.pem", key: "\(directory.path)/server.key")
    }
    var authority: String { "\(directory.path)/ca.pem" }

    init() async throws {
        directory = try SettingsDirectory()
        try await openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test-authority "
                + "-keyout ca.key -out ca.pem")
        _ = try directory.write("names", "subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        try await issue("server", serial: 1)
    }

    /// Makes the pair `name`.pem and `name`.key.
    func issue(_ name: String, serial: Int) async throws {
        try await openssl(
            "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost -keyout \(name).key "
                + "-out \(name).csr")
        try await openssl(
            "x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -set_serial \(serial) -days 2 -extfile names "
                + "-out \(name).pem")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: "\(directory.path)/\(name).key")
    }

    /// Puts the pair `name` in the place of the server's.
    func install(_ name: String) throws {
        for ending in ["pem", "key"] {
            let target = "\(directory.path)/server.\(ending)"
            try FileManager.default.removeItem(atPath: target)
            try FileManager.default.copyItem(atPath: "\(directory.path)/\(name).\(ending)", toPath: target)
        }
    }

    private func openssl(_ arguments: String) async throws {
        let result = try await Tool.run(
            ["openssl"] + arguments.split(separator: " ").map(String.init), in: directory.path)
        guard result.status == 0 else { throw Tool.Failure(text: result.output) }
    }
}
