namespace Merlon.Attack;

/// <summary>Citations in texts that the object's or relationship's references do not resolve.</summary>
static class CitationCheck
{
    const string Opening = "(Citation: ";

    public static void Find(AttackRelease release, List<ReleaseFinding> findings)
    {
        if (!release.HasTexts)
        {
            return;
        }

        foreach (var each in release.Objects)
        {
            Find(each, each.Description, () => each.Citations, findings);
        }

        foreach (var relation in release.Relationships)
        {
            Find(relation.Source, relation.Description, () => relation.Citations, findings);
        }
    }

    static void Find(AttackObject about, string text, Func<IReadOnlyList<Citation>> citations, List<ReleaseFinding> findings)
    {
        var at = text.IndexOf(Opening, StringComparison.Ordinal);
        if (at < 0)
        {
            return;
        }

        List<string> names = [.. citations().Select(static citation => citation.SourceName)];
        for (; at >= 0; at = text.IndexOf(Opening, at, StringComparison.Ordinal))
        {
            at += Opening.Length;
            if (!names.Exists(name => IsAt(text, at, name)))
            {
                findings.Add(new ReleaseFinding("CHECK012", about, $"cites \"{UpToClosing(text, at)}\", which its references do not have"));
            }
        }
    }

    /// <summary>True when the name and a closing parenthesis stand there; names have parentheses themselves.</summary>
    static bool IsAt(string text, int at, string name)
    {
        var rest = text.AsSpan(at).TrimStart();
        return rest.StartsWith(name.Trim(), StringComparison.Ordinal) && rest[name.Trim().Length..].TrimStart().StartsWith(")", StringComparison.Ordinal);
    }

    static string UpToClosing(string text, int at)
    {
        var depth = 1;
        for (var i = at; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
            {
                return text[at..i];
            }
        }

        return text[at..];
    }
}
