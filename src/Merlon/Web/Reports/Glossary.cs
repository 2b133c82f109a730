using System.Collections.Frozen;

namespace Merlon.Web.Reports;

/// <summary>What the report's words mean; every number links to its entry.</summary>
static class Glossary
{
    public static IReadOnlyList<GlossaryEntry> Entries { get; } =
    [
        new("relevance", "Relevance", "How much a group counts, 0 to 1: the weight that the organisation gave it, or how surely it is known to target one of the sectors, lifted when it targets one of the regions too. Every other group counts a little: anybody may come."),
        new("weight", "Weight", "How much a technique matters, 0 to 1: what the relevant groups are known to use, recent and direct use counting more, and a small part for how common it is over all groups and software. 1 is the heaviest technique of this profile. It is not a probability."),
        new("visible", "Visible", "0 to 100 %: how much of the data that would show the technique is collected, by the platforms and log sources that ATT&CK's analytics read. Data alone raises no alert."),
        new("detected", "Detected", "0 to 100 %: how sure an alert is. Rules that claim the technique are capped together (parameters below) and count only when their log source is collected; a test that alerted counts for more, a test that was missed counts as nothing."),
        new("prevented", "Prevented", "0 to 100 %: how sure the technique is stopped. Mitigations and controls in place are claims, graded by degree and capped together (parameters below); a test that was blocked counts for more."),
        new("covered", "Covered", "Detected or prevented: 1 − (1 − detected) × (1 − prevented), scope by scope, then weighted over the scopes that have one of the technique's platforms. Being visible is not being covered."),
        new("open", "Open", "What is left: 1 − covered."),
        new("priority", "Priority", "Weight × open. A technique whose last test was missed goes to the top of its weight class: what was disproved comes before what is merely not claimed."),
        new("class", "Class", "Weights in steps of 0.2: minimal, low, moderate, high, critical."),
        new("missed", "Missed", "The last test in force found no alert and no block in at least one scope. It outranks any number of claims until a later test holds."),
        new("tested", "Tested", "At least one test in force. Tests fade: after the half-life below, half of the value comes from claims again."),
        new("gain", "Gain", "The weighted gap that a step closes after the steps before it: the sum of weight × rise of covered."),
        new("strength", "Strength", "0 to 1: how much of its axis a single statement gives alone, before it fades and before statements that say the same thing are counted once."),
    ];

    static readonly FrozenDictionary<string, GlossaryEntry> ByKey = Entries.ToFrozenDictionary(entry => entry.Key, StringComparer.Ordinal);

    /// <summary>The entry with a key; a component that asks for another is a bug.</summary>
    public static GlossaryEntry Of(string key) => ByKey[key];
}

/// <summary>A word of the report.</summary>
sealed record GlossaryEntry(string Key, string Word, string Meaning);
