using System.Text;

namespace Merlon.Sigma.Backends;

/// <summary>SQL whose names stand in double quotes and whose texts stand in single ones, each doubled within; nothing else is special in them.</summary>
abstract class StandardSqlBackend(TranslationOptions options) : SqlBackend(options)
{
    /// <summary>Takes the meaning from a wildcard of LIKE; seldom in what rules look for, unlike the backslash.</summary>
    const char Escape = '!';

    /// <inheritdoc/>
    protected override string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <inheritdoc/>
    protected override string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <inheritdoc/>
    protected override string Like(string expression, string canonical, bool isCased)
    {
        var pattern = new StringBuilder();
        foreach (var c in canonical)
        {
            _ = c switch
            {
                SigmaPattern.AnyRun => pattern.Append('%'),
                SigmaPattern.AnyOne => pattern.Append('_'),
                '%' or '_' or Escape => pattern.Append(Escape).Append(c),
                _ => pattern.Append(c),
            };
        }

        var escape = canonical.AsSpan().IndexOfAny('%', '_', Escape) < 0 ? "" : $" ESCAPE '{Escape}'";
        return $"{(isCased ? Exact(expression) : expression)} LIKE {Literal(pattern.ToString())}{(escape.Length > 0 || !canonical.Contains('\\', StringComparison.Ordinal) ? escape : NoEscape)}";
    }

    /// <summary>What follows a pattern that holds backslashes and nothing to escape.</summary>
    protected abstract string NoEscape { get; }
}
