namespace Merlon.Logs;

/// <summary>How the bytes of a <see cref="SlotValue"/> stand for text.</summary>
public enum SlotEncoding : byte
{
    /// <summary>There is no value: the field is missing. That of <c>default(SlotValue)</c>.</summary>
    Missing,

    /// <summary>UTF-8 as it is.</summary>
    Utf8,

    /// <summary>UTF-8 with the escapes of a JSON string (RFC 8259, section 7), at least one.</summary>
    JsonEscaped,

    /// <summary>UTF-16, little endian, as EVTX stores text.</summary>
    Utf16,
}

/// <summary>
/// The value of one field that rules read, as a place in the bytes of a record; nothing is copied or unescaped. A truth value
/// is <c>true</c> or <c>false</c> in its bytes too. An object or array is JSON as it stands, white space and all.
/// </summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Encoding">How the bytes stand for text.</param>
/// <param name="Kind">What the value was.</param>
/// <param name="Next">Index of a further value of the same field (an element of an array) in the same span, or 0 where there is none.</param>
public readonly record struct SlotValue(int Start, int Length, SlotEncoding Encoding, LogValueKind Kind, int Next = 0)
{
    /// <summary>True where the field is there, also with no value or an empty one.</summary>
    public bool IsThere => Encoding != SlotEncoding.Missing;
}
