namespace Merlon.Hunting;

/// <summary>What a hunt keeps at most (docs/limits.md); counts are exact whatever is kept.</summary>
public static class HuntLimits
{
    /// <summary>Most findings that are kept where nobody says how many.</summary>
    public const int FindingsDefault = 10_000;

    /// <summary>Most findings that may be asked for.</summary>
    public const int FindingsMax = 1_000_000;

    /// <summary>Longest value of a finding's field, in characters; what is longer is cut.</summary>
    public const int FieldValueCharsMax = 2_000;

    /// <summary>Most fields of a finding.</summary>
    public const int FindingFieldsMax = 40;

    /// <summary>Most events that a correlation's finding names.</summary>
    public const int FindingEventsMax = 100;

    /// <summary>Most findings whose repetitions are waited for; the oldest then counts as done.</summary>
    public const int OpenFindingsMax = 4_096;

    /// <summary>Most files whose tallies are kept; the others are counted together.</summary>
    public const int FileTalliesMax = 10_000;

    /// <summary>Most hosts that the tally of a rule tells apart.</summary>
    public const int TallyHostsMax = 1_000;

    /// <summary>Most hosts whose matches are counted by host.</summary>
    public const int HostTalliesMax = 10_000;

    /// <summary>Most names of fields that are remembered without their prefix.</summary>
    public const int NamesMax = 10_000;

    /// <summary>Most entries of a baseline.</summary>
    public const int BaselineEntriesMax = 200_000;

    /// <summary>Largest baseline file, in bytes.</summary>
    public const int BaselineBytesMax = 256 * 1024 * 1024;
}
