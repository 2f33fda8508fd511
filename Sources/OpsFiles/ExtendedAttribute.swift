import CXattr
import Foundation

/// Extended attributes of files, as xattr(7) has them.
public enum ExtendedAttribute {
    /// Gives the file at `path` (a symbolic link itself) the attribute `name` with the bytes `value`.
    ///
    /// - Returns: nil where it worked, else the reason in the system's words.
    public static func set(_ name: String, _ value: [UInt8], on path: String) -> String? {
        // The bytes are only read, and only during the call.
        let result = value.withUnsafeBytes { lsetxattr(path, name, $0.baseAddress, $0.count, 0) }
        return result == 0 ? nil : String(cString: strerror(errno))
    }

    /// The bytes of the attribute `name`, at most 64 KiB; nil where the file has none.
    public static func get(_ name: String, of path: String) -> [UInt8]? {
        var value = [UInt8](repeating: 0, count: 65_536)
        let count = value.withUnsafeMutableBytes { lgetxattr(path, name, $0.baseAddress, $0.count) }
        return count >= 0 ? Array(value[..<count]) : nil
    }
}
