import Foundation
import OpsCore

/// Where a running demo can be reached, with its credentials: what `--endpoints FILE` writes, mode 0600.
struct DemoEndpoints: Encodable {
    struct MQTT: Encodable {
        var url: String
        var host: String
        var port: Int
        var username: String
        var password: String
        var pid: Int32
    }

    struct Redis: Encodable {
        var url: String
        var socket: String
        var pid: Int32
    }

    struct HTTP: Encodable {
        var url: String
        var port: Int
        var keys: [String: String]
        var operatorKey: String
        var adminKey: String
    }

    var schema = "ops.demo.endpoints/1"
    var pid: Int32
    var socket: String
    var stateDirectory: String
    var envFile: String
    var logFile: String
    var mqtt: MQTT
    var redis: Redis
    var http: HTTP

    /// Writes the file whole: a reader sees all of it or none.
    func write(to path: String) throws {
        let encoder = OpsJSON.encoder()
        encoder.outputFormatting.insert(.prettyPrinted)
        let data = try encoder.encode(self)
        let temporary = "\(path).\(pid)"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw DemoError("the endpoints file \(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: data)
        try handle.close()
        guard rename(temporary, path) == 0 else {
            unlink(temporary)
            throw DemoError("the endpoints file \(path) cannot be written: \(String(cString: strerror(errno)))")
        }
    }
}
