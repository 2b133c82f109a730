using System.Globalization;
using System.Text;
using Merlon.Attack;

namespace Merlon.Knowledge.Tests;

/// <summary>Everything that a release says, as lines that two readers must agree on.</summary>
static class ReleaseText
{
    /// <summary>All facts; texts (descriptions, contributors, bibliographies, relationships' STIX ids) only when asked for.</summary>
    public static List<string> Of(AttackRelease release, bool withTexts)
    {
        List<string> lines = [$"{release.Version} {string.Join(',', release.Domains)}"];
        lines.AddRange(release.Objects.Select(o => Line(o, withTexts)));
        lines.AddRange(release.Relationships.Select(r => Line(r, withTexts)));
        return lines;
    }

    static string Line(AttackObject o, bool withTexts)
    {
        var line = new StringBuilder(string.Join(" | ",
            o.GetType().Name, o.StixId, o.Id, o.Name, string.Join(';', o.Aliases), string.Join(';', o.Domains), string.Join(';', o.Platforms),
            o.Version, Time(o.Created), Time(o.Modified), o.IsRevoked, o.IsDeprecated, o.Url, Citations(o.Citations, withTexts)));
        line.Append(" | ").Append(o switch
        {
            Technique t => $"{t.TechniqueId} {t.IsSubTechnique} {string.Join(';', t.Phases)}",
            Tactic t => t.Shortname,
            Matrix m => string.Join(';', m.TacticRefs),
            Campaign c => $"{Time(c.FirstSeen)} {Time(c.LastSeen)}",
            Software s => s.IsTool ? "tool" : "malware",
            Mitigation m => string.Join(';', m.Labels),
            Asset a => string.Join(';', a.Sectors),
            DataComponent c => $"{c.DataSourceRef} {string.Join(';', c.LogSources)}",
            DetectionStrategy s => string.Join(';', s.AnalyticRefs),
            Analytic a => $"{string.Join(';', a.LogSources)} {string.Join(';', a.MutableElements.Select(m => withTexts ? $"{m.Field}:{m.Description}" : m.Field))}",
            _ => "",
        });
        return withTexts ? $"{line} | {o.Description} | {string.Join(';', o.Contributors)}" : line.ToString();
    }

    static string Line(Relationship r, bool withTexts)
    {
        var line = string.Join(" | ",
            r.Type, r.Source.StixId, r.Target.StixId, Time(r.Created), Time(r.Modified), r.IsRevoked, r.IsDeprecated,
            string.Join(';', r.Domains), Citations(r.Citations, withTexts));
        return withTexts ? $"{line} | {r.StixId} | {r.Description}" : line;
    }

    static string Citations(IReadOnlyList<Citation> citations, bool withTexts)
        => string.Join(';', citations.Select(c => withTexts ? c.ToString() : $"{c.SourceName} {c.Url}"));

    static string Time(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture) ?? "-";
}
