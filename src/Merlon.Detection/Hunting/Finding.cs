namespace Merlon.Hunting;

/// <summary>That a rule matched a record, or a correlation several, with what a person needs to judge it.</summary>
public sealed record Finding
{
    /// <summary>Which rule or correlation.</summary>
    public required HuntedRule Rule { get; init; }

    /// <summary>When it happened (UTC), or null where the record has no time that can be read.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Host that the record names; empty where it names none.</summary>
    public string Host { get; init; } = "";

    /// <summary>User that the record names; empty where it names none.</summary>
    public string User { get; init; } = "";

    /// <summary>What ties records of one logon or process tree together, such as a LogonGuid; empty where there is nothing.</summary>
    public string Session { get; init; } = "";

    /// <summary>File of the record; for a correlation that of its last event.</summary>
    public required string Document { get; init; }

    /// <summary>Number of the record in its file, from 1.</summary>
    public long Record { get; init; }

    /// <summary>Where the record begins in its file, in bytes after decompression.</summary>
    public long Offset { get; init; }

    /// <summary>Pipeline that read the record.</summary>
    public string Pipeline { get; init; } = "";

    /// <summary>Fields: those that the rule matched first, then what else tells of the record.</summary>
    public IReadOnlyList<FindingField> Fields { get; init; } = [];

    /// <summary>What a correlation counted, in order of time, bounded; empty for a rule.</summary>
    public IReadOnlyList<FindingEvent> Events { get; init; } = [];

    /// <summary>How many matches it stands for: itself and repetitions that were joined to it; 1 or more.</summary>
    public long Count { get; init; } = 1;

    /// <summary>When the last repetition happened (UTC); its own time where there was none.</summary>
    public DateTimeOffset? LastTime { get; init; }

    /// <summary>What repetitions have in common: the rule, the host and the values that the rule matched.</summary>
    public FindingKey Key => new(Rule.Key, Host, string.Join('\u001f', Fields.Where(static one => one.IsMarked).Select(static one => $"{one.Name}\u001e{one.Value}")));
}

/// <summary>A field of a record.</summary>
/// <param name="Name">As the rule calls it where it is marked, else as the record does.</param>
/// <param name="Value">Its text, cut to <see cref="HuntLimits.FieldValueCharsMax"/> characters.</param>
/// <param name="IsMarked">True where the rule matched it.</param>
public readonly record struct FindingField(string Name, string Value, bool IsMarked);

/// <summary>One of the events that a correlation counted.</summary>
/// <param name="Rule">Title of the rule that matched it.</param>
/// <param name="Time">When it happened (UTC), or null.</param>
/// <param name="Document">Its file.</param>
/// <param name="Record">Its number in the file, from 1.</param>
public readonly record struct FindingEvent(string Rule, DateTimeOffset? Time, string Document, long Record);

/// <summary>What makes two findings the same but for the time.</summary>
/// <param name="Rule">Key of the rule.</param>
/// <param name="Host">Host.</param>
/// <param name="Values">Marked fields and their values.</param>
public readonly record struct FindingKey(string Rule, string Host, string Values);
