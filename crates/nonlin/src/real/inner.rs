//! Arithmetic of a number that wraps another.

/// The operators of a tuple struct of one number: what its number does.
macro_rules! operators_of_inner {
    ($type:ident) => {
        impl std::ops::Neg for $type {
            type Output = Self;
            #[inline(always)]
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }
        $crate::real::operators_of_inner!($type: Add add +, Sub sub -, Mul mul *, Div div /);
    };
    ($type:ident: $($operator:ident $method:ident $symbol:tt),*) => {
        $(impl std::ops::$operator for $type {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(self.0 $symbol other.0)
            }
        })*
    };
}

pub(crate) use operators_of_inner;
