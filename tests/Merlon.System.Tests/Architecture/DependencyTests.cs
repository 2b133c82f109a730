using Mono.Cecil;

namespace Merlon.System.Tests.Architecture;

/// <summary>Which part may know which, held by reading the IL: a text search cannot see a reference without a using.</summary>
public sealed class DependencyTests
{
    [Theory]
    [InlineData("Merlon.Documents", "")]
    [InlineData("Merlon.Knowledge", "Merlon.Documents")]
    [InlineData("Merlon.Detection", "Merlon.Documents")]
    [InlineData("Merlon.Defense", "Merlon.Documents Merlon.Knowledge Merlon.Detection")]
    [InlineData("Merlon.Workspaces", "Merlon.Documents Merlon.Knowledge Merlon.Detection Merlon.Defense")]
    [InlineData("merlon", "Merlon.Documents Merlon.Knowledge Merlon.Detection Merlon.Defense Merlon.Workspaces")]
    public void An_assembly_knows_only_those_below_it(string assembly, string allowed)
    {
        using var module = Product.Read(assembly);
        var known = module.AssemblyReferences.Select(static reference => reference.Name)
            .Where(static name => name.StartsWith("Merlon", StringComparison.OrdinalIgnoreCase));
        known.Except(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Merlon.Documents", "YamlDotNet")]
    [InlineData("Merlon.Knowledge", "")]
    [InlineData("Merlon.Detection", "")]
    [InlineData("Merlon.Defense", "")]
    [InlineData("Merlon.Workspaces", "Dapper ICSharpCode.SharpZipLib Microsoft.Data.Sqlite Npgsql SQLitePCLRaw.core SQLitePCLRaw.batteries_v2")]
    public void A_library_uses_only_its_own_packages(string assembly, string packages)
    {
        using var module = Product.Read(assembly);
        var foreign = module.AssemblyReferences.Select(static reference => reference.Name)
            .Where(static name => !name.StartsWith("Merlon", StringComparison.Ordinal)
                && !name.StartsWith("System.", StringComparison.Ordinal)
                && name is not ("netstandard" or "Microsoft.Win32.Primitives"));
        foreign.Except(packages.Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal).ShouldBeEmpty();
    }

    /// <summary>Inside an assembly: the namespace on the left must not know those on the right.</summary>
    [Theory]
    [InlineData("Merlon.Knowledge", "Merlon.Attack", "Merlon.Stix Merlon.Layers Merlon.Authoring")]
    [InlineData("Merlon.Knowledge", "Merlon.Stix", "Merlon.Layers Merlon.Authoring")]
    [InlineData("Merlon.Knowledge", "Merlon.Layers", "Merlon.Stix Merlon.Authoring")]
    [InlineData("Merlon.Knowledge", "Merlon.Authoring", "Merlon.Layers")]
    [InlineData("Merlon.Knowledge", "Merlon.Attack", "Merlon.Changes")]
    [InlineData("Merlon.Knowledge", "Merlon.Stix", "Merlon.Changes")]
    [InlineData("Merlon.Knowledge", "Merlon.Layers", "Merlon.Changes")]
    [InlineData("Merlon.Knowledge", "Merlon.Attack", "Merlon.Stix Merlon.Drawing Merlon.Layers")]
    [InlineData("Merlon.Knowledge", "Merlon.Stix", "Merlon.Layers")]
    [InlineData("Merlon.Knowledge", "Merlon.Layers", "Merlon.Stix Merlon.Drawing")]
    [InlineData("Merlon.Defense", "Merlon.Intelligence", "Merlon.Assessment Merlon.Emulation Merlon.Training")]
    [InlineData("Merlon.Defense", "Merlon.Emulation", "Merlon.Assessment Merlon.Training")]
    [InlineData("merlon", "Merlon.Web", "Merlon.Cli")]
    [InlineData("merlon", "Merlon.Answers", "Merlon.Cli")]
    [InlineData("merlon", "Merlon.Exports", "Merlon.Cli Merlon.Web")]
    [InlineData("merlon", "Merlon.Pages", "Merlon.Cli Merlon.Web Merlon.Exports")]
    [InlineData("merlon", "Merlon.Prose", "Merlon.Cli Merlon.Web Merlon.Exports Merlon.Pages")]
    public void A_namespace_does_not_know_those_above_it(string assembly, string lower, string uppers)
    {
        using var module = Product.Read(assembly);
        var forbidden = uppers.Split(' ');
        var offences =
            from type in module.GetTypes()
            where IsIn(NamespaceOf(type), lower)
            from reference in Product.ReferencesOf(type)
            from name in Product.NamesIn(reference.Type)
            where forbidden.Any(upper => name.StartsWith(upper + ".", StringComparison.Ordinal))
            select $"{reference.Where} -> {name}";
        offences.Distinct(StringComparer.Ordinal).ShouldBeEmpty();
    }

    /// <summary>Invariant 5: only Workspaces and the host see clock, random, disk, network, process and console.</summary>
    [Theory]
    [InlineData("Merlon.Documents")]
    [InlineData("Merlon.Knowledge")]
    [InlineData("Merlon.Detection")]
    [InlineData("Merlon.Defense")]
    public void A_pure_assembly_sees_no_clock_no_disk_and_no_network(string assembly)
    {
        using var module = Product.Read(assembly);
        var offences =
            from type in module.GetTypes()
            from used in Product.MembersUsedBy(type)
            where IsEffect(used.Member)
            select $"{used.Where} uses {used.Member}";
        offences.ShouldBeEmpty();
    }

    [Fact]
    public void Only_the_host_writes_to_the_console()
    {
        using var module = Product.Read("Merlon.Workspaces");
        var offences =
            from type in module.GetTypes()
            from used in Product.MembersUsedBy(type)
            where used.Member.StartsWith("System.Console::", StringComparison.Ordinal)
            select used.Where;
        offences.ShouldBeEmpty();
    }

    static string NamespaceOf(TypeDefinition type)
        => type.DeclaringType is null ? type.Namespace : NamespaceOf(type.DeclaringType);

    static bool IsIn(string name, string root)
        => string.Equals(name, root, StringComparison.Ordinal) || name.StartsWith(root + ".", StringComparison.Ordinal);

    static bool IsEffect(string member)
    {
        string[] types =
        [
            "System.IO.File::", "System.IO.Directory::", "System.IO.FileInfo::", "System.IO.DirectoryInfo::", "System.IO.FileStream::",
            "System.Console::", "System.Random::", "System.Environment::", "System.Diagnostics.Process::", "System.Diagnostics.Stopwatch::",
            "System.Threading.Thread::Sleep", "System.DateTime::get_Now", "System.DateTime::get_UtcNow", "System.DateTime::get_Today",
            "System.DateTimeOffset::get_Now", "System.DateTimeOffset::get_UtcNow", "System.Guid::NewGuid", "System.TimeProvider::get_System",
        ];
        // Iterators ask on which thread they are; a new line is no effect.
        string[] harmless = ["System.Environment::get_CurrentManagedThreadId", "System.Environment::get_NewLine"];
        return !harmless.Contains(member, StringComparer.Ordinal) && types.Any(type => member.StartsWith(type, StringComparison.Ordinal))
            || member.StartsWith("System.Net.Http.", StringComparison.Ordinal)
            || member.StartsWith("System.Net.Sockets.", StringComparison.Ordinal);
    }
}
