namespace Merlon.Changes;

/// <summary>One release as it was published: the bundles of its domains, undigested. Two of these are compared.</summary>
/// <param name="Version">Such as <c>18.1</c>; null where nobody said, and then the bundles are asked.</param>
/// <param name="Name">What people call it where no version is known: the path as the user gave it.</param>
/// <param name="Bundles">One per domain.</param>
public sealed record PublishedRelease(string? Version, string Name, IReadOnlyList<DomainBundle> Bundles);

/// <summary>The bundle of one domain, already decompressed.</summary>
/// <param name="Document">Name for diagnostics: a path or <c>archive.zip!entry.json</c>.</param>
/// <param name="Domain">Such as <c>enterprise-attack</c> where it is known for certain, or null to ask the bundle and its name.</param>
/// <param name="Utf8">The bytes; kept as long as the comparison.</param>
public sealed record DomainBundle(string Document, string? Domain, ReadOnlyMemory<byte> Utf8);
