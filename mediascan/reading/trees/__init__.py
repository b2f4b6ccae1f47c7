"""Models of trees and other classical models."""
