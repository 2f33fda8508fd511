import Foundation
import NIOSSL
import OpsCore

/// The server's certificate chain and key, re-read on demand; connections that are open keep what they began with.
public final class TLSCertificate: Sendable {
    /// Which file cannot be used and why, in one line for a person.
    public struct Failure: Error, CustomStringConvertible {
        /// The path.
        public var file: String
        /// What is wrong with it.
        public var reason: String
        public var description: String { "\(file): \(reason)" }
    }

    private let files: TLSFiles
    private let current: Guarded<Pair>

    private struct Pair: Sendable {
        var context: NIOSSLContext
        var validUntil: String
    }

    /// Reads both files.
    ///
    /// - Throws: ``Failure``.
    public init(_ files: TLSFiles) throws {
        self.files = files
        current = Guarded(try Self.load(files))
    }

    /// What new connections use.
    var context: NIOSSLContext { current.value.context }

    /// When the certificate in force expires, as ISO 8601.
    var validUntil: String { current.value.validUntil }

    /// Reads both files again. A pair that cannot be used changes nothing.
    ///
    /// - Throws: ``Failure``.
    public func reload() throws {
        let fresh = try Self.load(files)
        current.with { $0 = fresh }
    }

    private static func load(_ files: TLSFiles) throws -> Pair {
        let chain = try certificates(files.certificate)
        let key = try privateKey(files.key)
        var settings = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        settings.minimumTLSVersion = .tlsv12
        settings.applicationProtocols = ["h2", "http/1.1"]
        do {
            let until = WallTime(milliseconds: Int64(chain.first?.notValidAfter ?? 0) * 1000)
            return Pair(context: try NIOSSLContext(configuration: settings), validUntil: ISO8601.text(of: until))
        } catch {
            throw Failure(file: files.certificate, reason: "does not go with the key \(files.key)")
        }
    }

    private static func certificates(_ path: String) throws -> [NIOSSLCertificate] {
        let text = try read(path)
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(Array(text.utf8)), let leaf = chain.first else {
            throw Failure(file: path, reason: "holds no certificate in PEM form")
        }
        guard leaf.notValidAfter > time_t(Date().timeIntervalSince1970) else {
            throw Failure(file: path, reason: "the certificate has expired")
        }
        return chain
    }

    private static func privateKey(_ path: String) throws -> NIOSSLPrivateKey {
        let text = try read(path, confidential: true)
        guard let key = try? NIOSSLPrivateKey(bytes: Array(text.utf8), format: .pem) else {
            throw Failure(file: path, reason: "holds no unencrypted private key in PEM form")
        }
        return key
    }

    private static func read(_ path: String, confidential: Bool = false) throws -> String {
        do {
            return try confidential ? PrivateFile.readConfidential(path) : PrivateFile.read(path)
        } catch let error as ConfigurationError {
            throw Failure(file: path, reason: error.reason)
        }
    }
}
