using System.Text.RegularExpressions;
using Merlon.System.Tests.Tidy;

namespace Merlon.System.Tests.Docs;

public sealed partial class LinkTests
{
    [Fact]
    public void Every_relative_link_in_a_page_leads_somewhere()
    {
        var offences = new List<string>();
        foreach (var page in SourceTree.Files.Where(static path => path.EndsWith(".md", StringComparison.Ordinal)))
        {
            foreach (Match match in Link().Matches(SourceTree.Read(page)))
            {
                var target = match.Groups["target"].Value.Split('#')[0];
                if (target.Length == 0 || target.Contains(':', StringComparison.Ordinal))
                {
                    continue;
                }

                var path = Path.Combine(Repository.Root, Path.GetDirectoryName(page) ?? "", target);
                if (!File.Exists(path) && !Directory.Exists(path))
                {
                    offences.Add($"{page}: {target}");
                }
            }
        }

        offences.ShouldBeEmpty();
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();
}
