using System.Text;
using Merlon.Changes;
using Merlon.Documents;

namespace Merlon.Knowledge.Tests.Changes;

/// <summary>Comparisons made and written down, for tests.</summary>
static class DiffText
{
    public static Parsed<ReleaseDiff> Parse(ReadOnlyMemory<byte> old, ReadOnlyMemory<byte> @new, string domain = "demo-attack")
        => ReleaseDiff.Between(
            new PublishedRelease("1.0", "old", [new DomainBundle("old.json", domain, old)]),
            new PublishedRelease("2.0", "new", [new DomainBundle("new.json", domain, @new)]),
            ReadLimits.Default, CancellationToken.None);

    public static ReleaseDiff Of(MiniBundle old, MiniBundle @new)
    {
        var parsed = Parse(Encoding.UTF8.GetBytes(old.Json), Encoding.UTF8.GetBytes(@new.Json));
        return parsed.Value ?? throw new InvalidOperationException(string.Join('\n', parsed.Diagnostics));
    }

    /// <summary>In the form of <see cref="NaiveDiff"/>.</summary>
    public static string Lines(DomainDiff domain)
    {
        var text = new StringBuilder();
        foreach (var type in domain.AllTypes)
        {
            var lines = ChangeCategories.All.SelectMany(category => type.Of(category).Select(change =>
                $"{category.Key()} {change.StixId}{(category == ChangeCategory.Revocation ? $" by {change.Successor?.StixId}" : "")}"));
            foreach (var line in lines.Order(StringComparer.Ordinal))
            {
                text.Append(type.Type.Key).Append(' ').Append(line).Append('\n');
            }
        }

        return text.ToString();
    }
}
