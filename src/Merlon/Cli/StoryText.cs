using System.Globalization;
using Merlon.Hunting;
using Merlon.Intelligence;
using Merlon.Web.Hunts;

namespace Merlon.Cli;

/// <summary>A story for people: host by host, stage by stage, then the groups that it reminds of.</summary>
static class StoryText
{
    /// <summary>Rules that are named of a stage; the rest is counted.</summary>
    const int RulesShown = 8;

    /// <summary>Sessions that are named of a host.</summary>
    const int SessionsShown = 6;

    /// <summary>Techniques that are named for or against a hypothesis.</summary>
    const int TechniquesShown = 6;

    public static void Write(Page page, AttackStory story, TimeZoneInfo zone)
    {
        page.Heading("Story");
        foreach (var host in story.Hosts)
        {
            WriteHost(page, host, zone);
        }

        if (story.Unplaced > 0)
        {
            page.Blank();
            page.Paragraph($"{Page.Count(story.Unplaced, "finding")} have no stage: their rules name neither technique nor tactic of this release", tone: Tone.Quiet);
        }

        WriteActors(page, story.Actors);
    }

    static void WriteHost(Page page, HostStory host, TimeZoneInfo zone)
    {
        page.Blank();
        page.Paragraph($"{(host.Host.Length == 0 ? "(no host named)" : SafeText.Line(host.Host))}: {Page.Count(host.Findings, "finding")}, {HuntTime.Span(host.First, host.Last)}", tone: Tone.Strong);
        foreach (var stage in host.Stages)
        {
            page.Paragraph(
                $"{SafeText.Line(stage.Tactic.Name)}: {HuntTime.Span(stage.First, stage.Last)}{(stage.First is null ? "" : $" ({HuntTime.Local(stage.First, zone)})")}, {string.Join(" ", stage.Techniques.Select(static technique => technique.Id))}",
                indent: 2, hanging: 4, tone: Tone.Accent);
            var rules = stage.Findings.GroupBy(static one => one.Finding.Rule, (IEqualityComparer<HuntedRule>)ReferenceEqualityComparer.Instance).ToList();
            foreach (var rule in rules.Take(RulesShown))
            {
                var count = rule.Sum(static one => one.Finding.Count);
                page.Paragraph(
                    $"{HuntTime.Span(rule.First().Finding.Time, last: null)}  {SafeText.Line(HuntWords.LevelOf(rule.Key.Level))}  {SafeText.Line(rule.Key.Title)}{(count > 1 ? $" ({Page.Count(count)} times)" : "")}",
                    indent: 4, hanging: 4);
            }

            if (rules.Count > RulesShown)
            {
                page.Paragraph($"… and {Page.Count(rules.Count - RulesShown, "rule")} more", indent: 4, tone: Tone.Quiet);
            }
        }

        foreach (var session in host.Sessions.Where(static session => session.Name.Length > 0).Take(SessionsShown))
        {
            var users = session.Users.Count > 0 ? $" ({string.Join(", ", session.Users)})" : "";
            page.Paragraph(
                SafeText.Line($"session {session.Name}{users}: {Page.Count(session.Findings, "finding")}, {HuntTime.Span(session.First, session.Last)}: {string.Join(" → ", session.Tactics.Select(static tactic => tactic.Name))}"),
                indent: 2, hanging: 4, tone: Tone.Quiet);
        }

        if (host.Sessions.Count(static session => session.Name.Length > 0) is > SessionsShown and var sessions)
        {
            page.Paragraph($"… and {Page.Count(sessions - SessionsShown, "session")} more", indent: 2, tone: Tone.Quiet);
        }
    }

    static void WriteActors(Page page, ActorRanking actors)
    {
        page.Heading("Who it reminds of: hypotheses, no verdict");
        foreach (var sentence in ActorWords.Of(actors))
        {
            page.Paragraph(sentence, indent: 2);
        }

        foreach (var (one, i) in actors.Hypotheses.Select(static (one, i) => (one, i)))
        {
            page.Blank();
            page.Paragraph(string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {SafeText.Line(one.Group.Name)} ({one.Group.Id}), score {one.Score:0.0}"), indent: 2, tone: actors.IsUnknown ? Tone.Plain : Tone.Strong);
            WriteSide(page, "for", one.Techniques, one.Software);
            WriteSide(page, "against, seen but not known of it", one.StrangeTechniques, one.StrangeSoftware);
        }
    }

    static void WriteSide(Page page, string side, IReadOnlyList<TellingTechnique> techniques, IReadOnlyList<Attack.Software> software)
    {
        List<string> parts =
        [
            .. software.Select(static used => $"{used.Name} ({used.Id})"),
            .. techniques.Take(TechniquesShown).Select(static telling => $"{telling.Technique.Id} {telling.Technique.Name} ({ActorWords.RarityOf(telling)})"),
        ];
        if (techniques.Count > TechniquesShown)
        {
            parts.Add($"and {Page.Count(techniques.Count - TechniquesShown, "technique")} more");
        }

        if (parts.Count > 0)
        {
            page.Paragraph(SafeText.Line($"{side}: {string.Join("; ", parts)}"), indent: 5, hanging: 2);
        }
    }
}
