namespace Scenarios.Tests.Packages;

/// <summary>The tests that use the packages: they are packed once.</summary>
[CollectionDefinition(Name)]
public sealed class PackedCollection : ICollectionFixture<PackedPackages>
{
    public const string Name = "Packages";
}
