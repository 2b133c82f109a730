namespace Merlon.Attack;

/// <summary>Where another name of a group or software comes from.</summary>
/// <param name="Alias">The name, one of the object's aliases.</param>
/// <param name="Text">What the reference says, mostly <c>(Citation: …)</c>, in ATT&amp;CK's Markdown.</param>
public readonly record struct AliasCitation(string Alias, string Text)
{
    /// <summary>The first reference of each alias, in the aliases' order.</summary>
    internal static IReadOnlyList<AliasCitation> Of(AttackObject owner)
    {
        if (owner.Aliases.Count == 0 || owner.Published.IsEmpty)
        {
            return [];
        }

        var citations = owner.Citations;
        var found = new List<AliasCitation>();
        foreach (var alias in owner.Aliases)
        {
            foreach (var citation in citations)
            {
                if (string.Equals(citation.SourceName, alias, StringComparison.Ordinal))
                {
                    found.Add(new AliasCitation(alias, citation.Description));
                    break;
                }
            }
        }

        return found;
    }
}
