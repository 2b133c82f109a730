namespace Merlon.Visibility;

/// <summary>How the channel text of a log-source reference was read.</summary>
public enum ChannelReading
{
    /// <summary>No text, or <c>None</c>: any record of the log source.</summary>
    Whole,

    /// <summary>It names event ids.</summary>
    EventIds,

    /// <summary>It names events as the source does, such as <c>CreateUser</c>.</summary>
    EventNames,

    /// <summary>The reviewed table says what its words mean (Facts/channel-words.tsv).</summary>
    Table,

    /// <summary>Free text that nobody reads: whether the records hold it cannot be told.</summary>
    Unread,
}

/// <summary>What a log-source reference of an analytic asks of logs.</summary>
/// <param name="Name">ATT&amp;CK's log-source name; empty before v18.</param>
/// <param name="Channel">ATT&amp;CK's channel text, as published.</param>
/// <param name="Reading">How that was read.</param>
/// <param name="Alternatives">Any one of these meets it; none where it could not be read.</param>
public sealed record ChannelNeed(string Name, string Channel, ChannelReading Reading, IReadOnlyList<ChannelAlternative> Alternatives)
{
    /// <summary>What it asks for in a line: <c>EventID 4103 or 4104</c>, <c>execve</c>, <c>any record</c>.</summary>
    public string Wanted => Reading == ChannelReading.Unread ? "(not read)" : string.Join(" or ", Alternatives.Select(static a => a.Wanted).Distinct(StringComparer.Ordinal));
}

/// <summary>Records of which one meets a reference: any of the values of any of the lists; all lists empty for any record.</summary>
/// <param name="Kinds">Catalogue ids of the log sources that carry it; empty for those of the reference's name.</param>
/// <param name="Selectors">Values of the records' selectors, such as record types of the audit daemon or logs of Zeek.</param>
/// <param name="Events">Names of events; a trailing <c>*</c> is a prefix.</param>
/// <param name="EventIds">Event ids.</param>
public sealed record ChannelAlternative(
    IReadOnlyList<string> Kinds, IReadOnlyList<string> Selectors, IReadOnlyList<string> Events, IReadOnlyList<int> EventIds)
{
    /// <summary>Any record of the log source.</summary>
    public static ChannelAlternative Any { get; } = new([], [], [], []);

    /// <summary>True where any record of the log source meets it.</summary>
    public bool IsAny => Selectors.Count + Events.Count + EventIds.Count == 0;

    /// <summary>What it asks for in a line.</summary>
    public string Wanted => IsAny ? "any record" : string.Join(
        " or ",
        new[]
        {
            EventIds.Count > 0 ? $"EventID {string.Join(", ", EventIds)}" : "", Selectors.Count > 0 ? string.Join(", ", Selectors) : "", string.Join(", ", Events),
        }.Where(static w => w.Length > 0));
}
