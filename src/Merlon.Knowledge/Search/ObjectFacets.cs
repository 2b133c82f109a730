using System.Diagnostics;
using Merlon.Attack;

namespace Merlon.Search;

/// <summary>By what found objects are told apart: the values of one object.</summary>
public static class ObjectFacets
{
    internal const string Type = "type", Tactic = "tactic", Platform = "platform", Domain = "domain";

    /// <summary>What an object is, most exactly: <c>sub-technique</c>, <c>malware</c> …</summary>
    public static string TypeOf(AttackObject found) => found switch
    {
        Technique technique => technique.IsSubTechnique ? "sub-technique" : "technique",
        Attack.Tactic => "tactic",
        Group => "group",
        Campaign => "campaign",
        Software software => software.IsTool ? "tool" : "malware",
        Mitigation => "mitigation",
        Asset => "asset",
        DataSource => "data-source",
        DataComponent => "data-component",
        DetectionStrategy => "detection-strategy",
        Analytic => "analytic",
        Matrix => "matrix",
        _ => throw new UnreachableException("the family of objects is closed"),
    };

    /// <summary>Names of the live tactics of a technique over its domains, each once; none of other objects.</summary>
    internal static IReadOnlyList<string> TacticsOf(AttackRelease release, AttackObject found)
    {
        if (found is not Technique technique)
        {
            return [];
        }

        var names = new List<string>();
        foreach (var domain in technique.Domains)
        {
            foreach (var tactic in release.TacticsOf(technique, domain))
            {
                if (!names.Contains(tactic.Name, StringComparer.Ordinal))
                {
                    names.Add(tactic.Name);
                }
            }
        }

        return names;
    }

    /// <summary>Whether a technique stands under one of the tactics.</summary>
    internal static bool IsUnder(AttackRelease release, AttackObject found, IReadOnlyCollection<Tactic> tactics)
    {
        if (found is Technique technique)
        {
            foreach (var domain in technique.Domains)
            {
                foreach (var tactic in release.TacticsOf(technique, domain))
                {
                    if (tactics.Contains(tactic))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }
}
