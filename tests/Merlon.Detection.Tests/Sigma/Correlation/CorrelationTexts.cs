using System.Text;
using Merlon.Sigma;
using Merlon.Sigma.Correlation;

namespace Merlon.Detection.Tests.Sigma.Correlation;

/// <summary>Short ways to rules, correlations and events for tests.</summary>
static class CorrelationTexts
{
    /// <summary>Rules that have nothing but these names.</summary>
    public static IReadOnlyList<SigmaRule> Rules(params string[] names)
        => [.. names.Select(static name => new SigmaRule { Document = "r.yml", Title = name, Name = name, LogSource = new("test", "", ""), Conditions = ["s"] })];

    /// <summary>The only correlation of a text.</summary>
    public static SigmaCorrelation Read(string text)
    {
        var parsed = SigmaReader.ReadContent(Encoding.UTF8.GetBytes(text), "c.yml", SigmaReadOptions.Default);
        parsed.Diagnostics.ShouldBeEmpty();
        return parsed.Value.ShouldNotBeNull().Correlations.Single();
    }

    /// <summary>A match of a rule at so many seconds, with the fields that correlations need of it.</summary>
    public static CorrelationEvent Event(CorrelationSet set, int rule, int seconds, params (string Field, string? Value)[] values)
        => new(DateTimeOffset.FromUnixTimeSeconds(seconds), rule, [.. set.FieldsOf(rule).Select(field => values.FirstOrDefault(v => string.Equals(v.Field, field, StringComparison.Ordinal)).Value)], seconds);
}
