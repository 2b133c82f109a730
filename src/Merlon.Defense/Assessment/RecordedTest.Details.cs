namespace Merlon.Assessment;

public sealed partial record RecordedTest
{
    /// <summary>Id or title of the rule that alerted; empty where the test does not say. A named rule is all that an alert rests on.</summary>
    public string Rule { get; init; } = "";

    /// <summary>Log source that the alert came from, by its catalogue id or ATT&amp;CK name; empty where the test does not say.</summary>
    public string LogSource { get; init; } = "";

    /// <summary>Mitigation that stopped it, by its id; empty where the test does not say.</summary>
    public string Mitigation { get; init; } = "";

    /// <summary>Control that stopped it, as written (<c>nist-800-53-r5:CM-7</c> or <c>CM-7</c>); empty where the test does not say.</summary>
    public string Control { get; init; } = "";

    /// <summary>Minutes from the attempt until it was seen; null where nobody measured.</summary>
    public decimal? MinutesToDetect { get; init; }

    /// <summary>Minutes from the attempt until the alert; null where nobody measured.</summary>
    public decimal? MinutesToAlert { get; init; }

    /// <summary>Where the record of the test is found: a path, a ticket, an address; may be empty. Nothing opens it.</summary>
    public string EvidenceLink { get; init; } = "";

    /// <summary>True when what stopped it is known.</summary>
    public bool NamesStop => Mitigation.Length > 0 || Control.Length > 0;
}
