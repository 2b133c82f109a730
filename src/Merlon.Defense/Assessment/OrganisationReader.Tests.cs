namespace Merlon.Assessment;

/// <summary>What a test says beyond its outcome: what alerted, what stopped it, how long it took, where its record is.</summary>
sealed partial class OrganisationReader
{
    RecordedTest WithDetails(RecordedTest test, OrganisationFields entry)
    {
        var mitigation = entry.Text("mitigation") is { } word ? words.Mitigation(new OrganisationWord(word, entry.LocationOf("mitigation"))) : null;
        var source = entry.Text("log_source") is { } named ? words.LogSource(new OrganisationWord(named, entry.LocationOf("log_source"))) : null;
        return test with
        {
            Rule = entry.Text("rule") ?? "",
            LogSource = source is null ? "" : source.Kind?.Id ?? source.AttackNames[0],
            Mitigation = mitigation?.Id ?? "",
            Control = entry.Text("control") ?? "",
            MinutesToDetect = entry.Number("time_to_detect", 0, OrganisationLimits.TestMinutesMax),
            MinutesToAlert = entry.Number("time_to_alert", 0, OrganisationLimits.TestMinutesMax),
            EvidenceLink = entry.Text("evidence") ?? "",
        };
    }
}
