using System.Text.RegularExpressions;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Intelligence;
using Merlon.Maturity;

namespace Merlon.Web.Tests.Languages;

/// <summary>Words that are data: names of the release in use, and every value of the organisation's own files. A text is one of them as a whole, or it is not.</summary>
sealed partial class KnownWords
{
    readonly HashSet<string> words = new(StringComparer.Ordinal);

    public KnownWords(GapAssessment assessment, string organisation)
    {
        foreach (var one in assessment.Context.Release.Objects)
        {
            words.Add(one.Name);
            words.Add(one.ToString()!); // it is text
            words.UnionWith(one.Domains);
            if (one is Technique technique)
            {
                words.UnionWith(technique.Platforms);
            }
        }

        foreach (var framework in assessment.Context.Controls.Frameworks)
        {
            words.UnionWith([framework.Id, framework.Name, framework.Source, .. framework.Controls, .. framework.Controls.Select(control => $"{framework.Id} {control}")]);
        }

        foreach (var model in MaturityAssessment.ModelsOf(assessment.Organisation))
        {
            words.Add(model.Title);
            words.UnionWith(model.Questions.SelectMany(static one => new[] { one.Question.Name, one.Dimension.Name, $"{one.Question.Id} {one.Question.Name}" }));
        }

        words.UnionWith(GroupSectors.OpenBuiltIn().Regions);
        words.UnionWith(LogSourceCatalogue.OpenBuiltIn().Kinds.Select(static kind => kind.Title));
        foreach (var file in Directory.EnumerateFiles(organisation, "*.csv", SearchOption.AllDirectories))
        {
            words.UnionWith(File.ReadAllText(file).Split([',', ';', '\n']).Select(static one => one.Trim().Trim('"')));
        }

        foreach (var file in Directory.EnumerateFiles(organisation, "*.y*ml", SearchOption.AllDirectories))
        {
            foreach (Match match in Value().Matches(File.ReadAllText(file)))
            {
                var value = match.Groups["value"].Value.Trim().Trim('"', '\'');
                words.Add(value);
                words.UnionWith(value.Trim('[', ']').Split(',').Select(static one => one.Trim().Trim('"', '\'')));
            }
        }
    }

    /// <summary>A word more: a name that the test itself gave.</summary>
    public void Add(string word) => words.Add(word);

    /// <summary>Words more.</summary>
    public void AddAll(params IEnumerable<string> more) => words.UnionWith(more);

    public bool Has(string text) => words.Contains(text) || (text.EndsWith('…') && words.Any(word => word.StartsWith(text.TrimEnd('…', ' '), StringComparison.Ordinal)));

    [GeneratedRegex(@"(:|^\s*-(\s+\w+:)?)[ \t]+(?<value>[^\n#]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Value();
}
