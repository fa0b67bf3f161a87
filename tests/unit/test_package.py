"""Packages as mappings."""

import pytest

from negsim.space.package import Package


def test_a_package_is_read_as_the_options_that_it_takes():
    package = Package({"price": "low", "delivery": "fast"})
    assert dict(package) == {**package} == {"price": "low", "delivery": "fast"}
    assert list(package) == list(package.keys()) == ["price", "delivery"]
    assert Package(dict(package)) == package
    with pytest.raises(TypeError):
        package["price"] = "high"  # type: ignore[index] # packages are read only
