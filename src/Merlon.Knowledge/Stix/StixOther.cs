namespace Merlon.Stix;

/// <summary>An object of a bundle that is no knowledge: identity, marking definition, collection, note, or a type that is not ATT&amp;CK's.</summary>
/// <param name="StixId">Its STIX id.</param>
/// <param name="Type">Its STIX type.</param>
/// <param name="Json">The whole object, undecoded.</param>
sealed record StixOther(string StixId, string Type, ReadOnlyMemory<byte> Json);
