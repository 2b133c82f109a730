using System.Globalization;
using System.Text;

namespace Merlon.Assessment;

/// <summary>What <c>merlon init</c> asks: words as people type them; <see cref="OrganisationFile"/> checks them when the file is read.</summary>
/// <param name="Name">Name of the organisation.</param>
/// <param name="Sectors">Sectors.</param>
/// <param name="Regions">Regions.</param>
/// <param name="Platforms">Platforms in use; empty for all.</param>
/// <param name="Groups">Groups of interest.</param>
/// <param name="LogSources">Log sources that are collected.</param>
/// <param name="Mitigations">Mitigations that are in place, each as far as <see cref="Degrees"/> says.</param>
/// <param name="Budget">Money for the first plan, or null.</param>
public sealed record OrganisationAnswers(
    string Name, IReadOnlyList<string> Sectors, IReadOnlyList<string> Regions, IReadOnlyList<string> Platforms, IReadOnlyList<string> Groups,
    IReadOnlyList<string> LogSources, IReadOnlyList<string> Mitigations, decimal? Budget)
{
    /// <summary>A folder of Sigma rules relative to the file, or null for none.</summary>
    public string? RulesPath { get; init; }

    /// <summary>How far a mitigation of <see cref="Mitigations"/> is in place; one that is not listed is <see cref="Degree.Partial"/>.</summary>
    public IReadOnlyDictionary<string, Degree> Degrees { get; init; } = new Dictionary<string, Degree>(StringComparer.Ordinal);

    /// <summary>Currency of <see cref="Budget"/> and of all costs, or null for the default.</summary>
    public string? Currency { get; init; }
}

/// <summary>Writes a commented <c>organisation.yaml</c> that reads back as the answers.</summary>
public static class OrganisationTemplate
{
    /// <summary>The text of the file, lines ended by a line feed. What was not answered stands there as a commented example.</summary>
    public static string Write(OrganisationAnswers answers)
    {
        var text = new StringBuilder();
        Line(text, "# What Merlon knows about us. Every key: docs/formats/organisation.md. Check it with: merlon assess .");
        Line(text, string.Create(CultureInfo.InvariantCulture, $"merlon: {OrganisationFile.FormatVersion}                                # version of this format"));
        Line(text, $"name: {Quote(answers.Name)}");
        Line(text, "");
        Line(text, "# Who is likely to come: sectors and regions decide which groups count, groups named here count whatever their sector.");
        List(text, "sectors", answers.Sectors, "finance");
        List(text, "regions", answers.Regions, "Germany");
        Entries(text, "groups", answers.Groups, static g => [$"group: {Quote(g)}"], ["group: FIN7", "weight: 0.8                        # 0..1, how much it matters to us", "reason: hit two peers last year"]);
        Line(text, "# What we run; without this line every platform of ATT&CK Enterprise.");
        List(text, "platforms", answers.Platforms, "Windows", "Linux", "macOS");
        Line(text, "# Parts that are protected differently. Weights are shares; they are normalised.");
        Entries(text, "scopes", [], static s => [s], ["name: workstations", "weight: 0.5", "platforms: [Windows, macOS]"]);
        Line(text, "# What is collected: a name of Merlon's catalogue (sysmon, edr, aws-cloudtrail) or ATT&CK's (WinEventLog:Sysmon).");
        Line(text, "# devices: the share of devices that send it; leave it away only when all do.");
        Entries(text, "log_sources", answers.LogSources, static s => [$"source: {Quote(s)}", "devices: 100%"], ["source: sysmon", "event_ids: [1, 3, 11]            # leave away for all", "devices: 85%", "since: 2026-01-15                # last confirmed; a claim fades from then on"]);
        Line(text, "# What is in place against techniques. degree: none, minimal, partial or significant. Be honest: claims are capped anyway.");
        Entries(text, "mitigations", answers.Mitigations, m => [$"mitigation: {Quote(m)}", $"degree: {DegreeOf(answers, m)}"], ["mitigation: M1032                # Multi-factor Authentication", "degree: partial"]);
        Entries(text, "controls", [], static c => [c], ["framework: nist-800-53-r5        # or cis-v8, hipaa", "controls: [AC-2, AC-3]", "degree: partial"]);
        Line(text, "# Sigma rules, relative to this file. deployed: they run today. available: they could.");
        Entries(text, "rules", answers.RulesPath is { } path ? [path] : [], static p => [$"path: {Quote(p)}", "state: deployed"], ["path: rules", "state: deployed"]);
        Line(text, "# What happened when somebody tried: the only thing that proves anything. outcome: none, logged, alerted or blocked.");
        Entries(text, "tests", [], static t => [t], ["technique: T1003.001", "outcome: none", "date: 2026-01-15", "name: LSASS dump, purple team"]);
        Line(text, "# Money for the first plan, and what measures cost; without costs Merlon's assumptions are used and marked as such.");
        Line(text, answers.Budget is { } budget ? string.Create(CultureInfo.InvariantCulture, $"budget: {budget}") : "# budget: 50000");
        var prefix = answers.Currency is null ? "# " : "";
        Line(text, $"{prefix}costs:");
        Line(text, $"{prefix}  currency: {Quote(answers.Currency ?? CostTable.Default.Currency)}");
        foreach (var line in (string[])["  day_rate: 800", "  measures:", "    mitigation: {days: 20, money: 5000}"])
        {
            Line(text, $"# {line}");
        }

        return text.ToString();
    }

    static string DegreeOf(OrganisationAnswers answers, string mitigation)
        => (answers.Degrees.TryGetValue(mitigation, out var degree) ? degree : Degree.Partial) switch
        {
            Degree.None => "none",
            Degree.Minimal => "minimal",
            Degree.Significant => "significant",
            _ => "partial",
        };

    static void List(StringBuilder text, string key, IReadOnlyList<string> words, params string[] example)
    {
        var prefix = words.Count == 0 ? "# " : "";
        Line(text, $"{prefix}{key}: [{string.Join(", ", (words.Count == 0 ? example : words).Select(Quote))}]");
    }

    static void Entries(StringBuilder text, string key, IReadOnlyList<string> words, Func<string, string[]> fieldsOf, string[] example)
    {
        var prefix = words.Count == 0 ? "# " : "";
        Line(text, $"{prefix}{key}:");
        foreach (var fields in words.Count == 0 ? [example] : words.Select(fieldsOf))
        {
            for (var i = 0; i < fields.Length; i++)
            {
                Line(text, $"{prefix}  {(i == 0 ? "- " : "  ")}{fields[i]}");
            }
        }

        Line(text, "");
    }

    /// <summary>A YAML scalar for any text: plain where that is safe, else in double quotes (YAML 1.2, 7.3.1).</summary>
    static string Quote(string word)
    {
        var isPlain = word.Length > 0 && char.IsAsciiLetter(word[0]) && char.IsAsciiLetterOrDigit(word[^1])
            && word.All(static c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '_' or '.' or '/')
            && word.ToUpperInvariant() is not ("NULL" or "TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N");
        if (isPlain)
        {
            return word;
        }

        var quoted = new StringBuilder("\"");
        foreach (var c in word)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                _ when char.IsControl(c) => " ",
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
