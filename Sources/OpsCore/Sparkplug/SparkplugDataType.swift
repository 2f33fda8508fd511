/// What a metric's value is (Sparkplug 3.0, section 6.4.16). Arrays and property sets are not read.
public enum SparkplugDataType: UInt32, CaseIterable, Sendable {
    case int8 = 1
    case int16, int32, int64, uint8, uint16, uint32, uint64, float, double, boolean, string, dateTime, text, uuid
    case dataSet, bytes, file, template
}
