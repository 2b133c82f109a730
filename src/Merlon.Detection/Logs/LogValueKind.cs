namespace Merlon.Logs;

/// <summary>What a value of a record was before it became text.</summary>
public enum LogValueKind : byte
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A number; its text is as written in the record.</summary>
    Number,

    /// <summary>A truth value; its text is <c>true</c> or <c>false</c>, whatever the format writes.</summary>
    Boolean,

    /// <summary>Said to have no value, such as JSON's <c>null</c>; its text is empty. Empty text is <see cref="Text"/>.</summary>
    Null,

    /// <summary>An object or array; its text is compact JSON, its leaves are fields of their own.</summary>
    Structure,
}
